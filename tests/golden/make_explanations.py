#!/usr/bin/env python3
"""Golden values of explanations: contributions by shap, the cost of a slice by statsmodels.

usage:  venv/bin/python make_explanations.py      (writes explanations.json beside itself)
"""
import json, os
import numpy as np
import shap
import statsmodels.api as sm
from scipy import stats
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import BernoulliNB, GaussianNB, MultinomialNB
from sklearn.tree import DecisionTreeClassifier

HERE = os.path.dirname(os.path.abspath(__file__))


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(v) for v in value]
    if isinstance(value, (float, np.floating)):
        return "NaN" if np.isnan(value) else float(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    return value


def rows(rng, n, d, missing=False):
    """Rows that share values, so that a tree asks for the same feature twice on a way down."""
    x = np.round(rng.normal(size=(n, d)), 2)
    x[:, 0] = np.round(x[:, 0] * 2) / 2
    y = (x[:, 0] + x[:, 1] * x[:, 2] + 0.7 * rng.normal(size=n) > 0.4).astype(int)
    if missing:
        x[rng.random((n, d)) < 0.15] = np.nan
    return x, y


def sklearn_tree(t):
    """A tree of scikit-learn: the share of yes a node, and how much its training rows weigh."""
    value = t.value[:, 0, 1] / t.value[:, 0, :].sum(1)
    leaf = t.children_left < 0
    return {"feature": np.where(leaf, 0, t.feature), "threshold": np.where(leaf, 0.0, t.threshold),
            "left": np.where(leaf, 0, t.children_left), "right": np.where(leaf, 0, t.children_right),
            "value": value, "weight": t.weighted_n_node_samples}


def boosted_tree(p):
    n = p.nodes
    leaf = n["is_leaf"].astype(bool)
    return {"feature": np.where(leaf, 0, n["feature_idx"]), "threshold": np.where(leaf, 0.0, n["num_threshold"]),
            "left": np.where(leaf, 0, n["left"]), "right": np.where(leaf, 0, n["right"]),
            "missing_left": np.where(leaf, 0, n["missing_go_to_left"]), "value": n["value"], "weight": n["count"]}


def explained(model, x):
    explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
    values, base = np.asarray(explainer.shap_values(x, check_additivity=False)), np.ravel(explainer.expected_value)
    if values.ndim == 3:
        values, base = values[:, :, 1], base[1:]
    return values, float(base[0])


def trees():
    rng, cases = np.random.default_rng(20240902), []
    for name, n, d, depth, leaf in (("stump", 60, 3, 1, 1), ("shallow", 200, 4, 3, 5), ("deep", 300, 5, None, 1),
                                    ("one_feature", 80, 1, 5, 2), ("wide", 250, 9, 8, 2)):
        x, y = rows(rng, n, max(d, 3))
        x = x[:, :d]
        model = DecisionTreeClassifier(max_depth=depth, min_samples_leaf=leaf, random_state=1).fit(x, y)
        asked = np.vstack([x[:12], np.round(rng.normal(size=(6, d)) * 2, 2)])
        values, base = explained(model, asked)
        output = model.predict_proba(asked)[:, 1]
        assert np.abs(base + values.sum(1) - output).max() < 1e-9, name
        cases.append({"id": f"tree-{name}", "kind": "tree_shap", "input": {"trees": [sklearn_tree(model.tree_)], "X": asked},
                      "expected": {"base": base, "values": values, "output": output}})
    for name, n, d, depth in (("bagged", 250, 6, 5), ("grown", 150, 4, None)):
        x, y = rows(rng, n, d)
        model = RandomForestClassifier(n_estimators=7, max_depth=depth, random_state=2).fit(x, y)
        asked = np.vstack([x[:8], np.round(rng.normal(size=(4, d)) * 2, 2)])
        values, base = explained(model, asked)
        output = model.predict_proba(asked)[:, 1]
        assert np.abs(base + values.sum(1) - output).max() < 1e-9, name
        cases.append({"id": f"forest-{name}", "kind": "forest_shap",
                      "input": {"trees": [sklearn_tree(e.tree_) for e in model.estimators_], "X": asked},
                      "expected": {"base": base, "values": values, "output": output}})
    for name, n, d, missing in (("whole", 300, 5, False), ("missing", 400, 4, True)):
        x, y = rows(rng, n, d, missing)
        model = HistGradientBoostingClassifier(max_iter=12, max_leaf_nodes=9, min_samples_leaf=8, random_state=3).fit(x, y)
        asked = np.vstack([x[:10], np.round(rng.normal(size=(5, d)) * 2, 2)])
        values, base = explained(model, asked)
        output = model.decision_function(asked)
        assert np.abs(base + values.sum(1) - output).max() < 1e-9, name
        cases.append({"id": f"boosting-{name}", "kind": "boosting_shap",
                      "input": {"trees": [boosted_tree(p[0]) for p in model._predictors],
                                "baseline": float(np.ravel(model._baseline_prediction)[0]), "X": asked},
                      "expected": {"base": base, "values": values, "output": output}})
    return cases


def linear():
    rng = np.random.default_rng(20240903)
    x, y = rows(rng, 200, 4)
    model = LogisticRegression().fit(x, y)
    values = shap.LinearExplainer(model, shap.maskers.Independent(x, max_samples=len(x)))
    asked = x[:9]
    return [{"id": "logistic", "kind": "linear_shap",
             "input": {"coef": model.coef_[0], "intercept": float(model.intercept_[0]), "background": x, "X": asked},
             "expected": {"base": float(np.ravel(values.expected_value)[0]), "values": values.shap_values(asked),
                          "output": model.decision_function(asked)}}]


def naive_bayes():
    """ln P(value | yes) - ln P(value | no), column by column: by scipy's distributions, from what scikit-learn learned."""
    rng, cases = np.random.default_rng(20240905), []
    x, y = rows(rng, 160, 4)
    counts = rng.poisson(1.5 + y[:, None] * np.array([0.0, 1.0, 0.3, 2.0]))
    for name, dials, x in (("gaussian", {"var_smoothing": 1e-9}, x), ("gaussian", {"var_smoothing": 0.1}, x),
                           ("multinomial", {"alpha": 0.5}, counts), ("bernoulli", {"alpha": 1.0, "binarize": 0.3}, x)):
        kind = {"gaussian": GaussianNB, "multinomial": MultinomialNB, "bernoulli": BernoulliNB}[name]
        model, asked = kind(**dials).fit(x, y), np.vstack([x[:10], x[10:14] * 3])
        if name == "gaussian":
            logs = [stats.norm.logpdf(asked, model.theta_[c], np.sqrt(model.var_[c])) for c in (0, 1)]
        elif name == "multinomial":
            logs = [asked * model.feature_log_prob_[c] for c in (0, 1)]
        else:
            there = asked > dials["binarize"]
            logs = [stats.bernoulli.logpmf(there, np.exp(model.feature_log_prob_[c])) for c in (0, 1)]
        values, base = logs[1] - logs[0], np.subtract(*np.log(model.class_count_ / model.class_count_.sum())[::-1])
        output = np.subtract(*model.predict_joint_log_proba(asked).T[::-1])
        assert np.abs(base + values.sum(1) - output).max() < 1e-9, name
        cases.append({"id": f"naive-{name}-{len(cases)}", "kind": "naive_bayes",
                      "input": {"likelihood": name, "params": dials, "learned_from": x, "y": y, "X": asked},
                      "expected": {"base": base, "values": values, "output": output}})
    return cases


def between():
    """Of three classes one against another: the difference of what is said of the two, column by column."""
    rng, cases, pair = np.random.default_rng(20241201), [], (2, 0)
    one, other = pair
    x, y = rows(rng, 320, 4)
    y = np.where(x[:, 3] - 0.5 * x[:, 1] > 0.9, 2, y)
    asked = np.vstack([x[:8], np.round(rng.normal(size=(4, 4)) * 2, 2)])

    def apart(explainer, x):
        values, base = np.asarray(explainer.shap_values(x)), np.ravel(explainer.expected_value)
        return values[:, :, one] - values[:, :, other], float(base[one] - base[other])

    def case(name, kind, given, values, base, output):
        assert np.abs(base + values.sum(1) - output).max() < 1e-9, name
        cases.append({"id": f"between-{name}", "kind": kind, "input": {"pair": pair, "X": asked, **given},
                      "expected": {"base": base, "values": values, "output": output}})

    def shared(t):
        value = t.value[:, 0, :] / t.value[:, 0, :].sum(1)[:, None]
        return {**sklearn_tree(t), "value": value}

    for name, model in (("tree", DecisionTreeClassifier(max_depth=6, random_state=1)),
                        ("forest", RandomForestClassifier(n_estimators=6, max_depth=5, random_state=2))):
        model.fit(x, y)
        said = model.predict_proba(asked)
        values, base = apart(shap.TreeExplainer(model, feature_perturbation="tree_path_dependent"), asked)
        trees = [model] if name == "tree" else model.estimators_
        case(name, f"{name}_shap", {"trees": [shared(t.tree_) for t in trees]}, values, base, said[:, one] - said[:, other])
    model = HistGradientBoostingClassifier(max_iter=8, max_leaf_nodes=7, min_samples_leaf=8, random_state=3).fit(x, y)
    values, base = apart(shap.TreeExplainer(model, feature_perturbation="tree_path_dependent"), asked)
    said = model.decision_function(asked)
    case("boosting", "boosting_shap", {"trees": [boosted_tree(p) for ps in model._predictors for p in ps],
                                       "baseline": np.ravel(model._baseline_prediction)},
         values, base, said[:, one] - said[:, other])
    model = LogisticRegression().fit(x, y)
    values, base = apart(shap.LinearExplainer(model, shap.maskers.Independent(x, max_samples=len(x))), asked)
    said = model.decision_function(asked)
    case("softmax", "linear_shap", {"coef": model.coef_, "intercept": model.intercept_, "background": x},
         values, base, said[:, one] - said[:, other])
    model = GaussianNB(var_smoothing=0.05).fit(x, y)
    logs = [stats.norm.logpdf(asked, model.theta_[c], np.sqrt(model.var_[c])) for c in pair]
    said = model.predict_joint_log_proba(asked)
    case("naive", "naive_bayes", {"likelihood": "gaussian", "params": {"var_smoothing": 0.05}, "learned_from": x, "y": y},
         logs[0] - logs[1], float(np.log(model.class_prior_[one] / model.class_prior_[other])), said[:, one] - said[:, other])
    return cases


def slices():
    """Mean cost of the rows of a slice against all others, rows of a day together (Liang and Zeger 1986)."""
    rng, cases = np.random.default_rng(20240904), []
    for name, n, days in (("month", 400, 30), ("single_rows", 120, 120), ("few_days", 90, 6)):
        day = np.sort(rng.integers(0, days, n)) if days < n else np.arange(n)
        storm = rng.random(days) < 0.3
        part = (rng.random(n) < 0.2 + 0.4 * storm[day]).astype(int)
        cost = np.select([rng.random(n) < 0.05 + 0.1 * part * storm[day], rng.random(n) < 0.2], [900.0, 60.0], 0.0)
        fit = sm.OLS(cost, sm.add_constant(part.astype(float))).fit(
            cov_type="cluster", cov_kwds={"groups": day, "use_correction": True})
        dof = len(set(day[part == 1])) - 1
        far = stats.t.isf(0.025, dof) * fit.bse[1]
        cases.append({"id": f"slice-{name}", "kind": "slice_cost", "input": {"day": day, "part": part, "cost": cost},
                      "expected": {"elsewhere": fit.params[0], "gap": fit.params[1], "standard_error": fit.bse[1],
                                   "interval": [fit.params[1] - far, fit.params[1] + far]}})
    return cases


if __name__ == "__main__":
    notes = ("tree_shap, forest_shap: path-dependent SHAP values of the share of yes; boosting_shap: of the log-odds, what is missing goes "
             "where missing_left says; linear_shap: of the log-odds, against the mean of the background rows; naive_bayes: of the log-odds, "
             "against the shares of the classes. With a pair of classes: of the first less of the second, of boosting, formula and naive Bayes "
             "in logarithms. base + the sum of a row's values "
             "is output. slice_cost: ordinary least squares of cost on part, standard error clustered by day with the factor "
             "G/(G-1) (n-1)/(n-2), G the number of days; the 95 % interval by Student's t with one degree of freedom less than the slice has days.")
    family = {"schema": "explanations/1", "notes": notes,
              "tolerance": {"abs": 1e-9, "rel": 1e-8}, "cases": trees() + linear() + naive_bayes() + between() + slices()}
    with open(os.path.join(HERE, "explanations.json"), "w") as file:
        json.dump(plain(family), file, separators=(",", ":"))
        file.write("\n")
