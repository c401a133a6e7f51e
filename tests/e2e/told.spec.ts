// The story of the Journal: what rang and what was done about it, the sealed rows, the rule, the wish.
import { accessible, expect, shots, test } from './support';
import { arrives } from './hands';
import { theStory } from './story';

test('the story tells each alarm and what was done, the sealed rows, the rule and the wish', async ({ page }) => {
  const story = JSON.parse(theStory().buffer.toString());
  // An answer to the wish, a rule of the learner's own, and a look at two columns.
  story.entries[0].choice.choice.frame.problem.rule.any[0].test.at_least.value = 25;
  const at = story.cursor;
  for (const [what, answer] of [['decision', 'reduce'], ['decision', 'prepare']]) {
    story.entries.push({ fact: { at, fact: { answered: { what, answer } } } });
  }
  story.entries.push({ fact: { at, fact: { revealed: { what: 'surface/hour/wind_gust' } } } });
  await page.goto('./?stage=journal');
  await page.locator('input[type=file]').setInputFiles({ ...theStory(), buffer: Buffer.from(JSON.stringify(story)) });
  await expect(page.locator('#fingerprint')).toBeVisible({ timeout: 60_000 });
  await arrives(page, 'journal');
  const told = page.getByRole('region', { name: 'The story', exact: true });
  await expect(told).toContainText('You opened the sealed flights 3 times.');
  await expect(told).toContainText('The rule written by hand is now: warn of flights with gusts of 25 mph or more.');
  await expect(told).toContainText('You trained a model: logistic regression, much freedom.');
  await expect(told).toContainText(/says over hour and gusts/);
  const lines = told.getByRole('listitem');
  await expect(lines.filter({ hasText: /An alarm rang: in May 2013 version 1 found [\d.]+% of the cancelled flights, and your goal is 20%/ })).toHaveCount(1);
  await expect(lines.filter({ hasText: /An alarm rang: in October 2013/ })).toHaveCount(1);
  await expect(lines.filter({ hasText: 'You left the alarm of October 2013 as it is.' })).toHaveCount(1);
  await expect(lines.filter({ hasText: /An alarm rang: in December 2013.*No month was left in which to answer/ })).toHaveCount(1);
  await expect(told).not.toContainText('You asked: “');
  await told.getByRole('button', { name: 'What you asked the stakeholder: 2 times' }).click();
  await expect(told.getByText(/^You asked: “/)).toHaveCount(2);
  // The lesson follows what rang.
  const stale = page.locator('.lessons li').filter({ hasText: 'A model goes stale' });
  await expect(stale).toContainText('In May 2013 an alarm rang');
  await expect(stale).not.toContainText('so far it holds');
  await accessible(page);
  await shots(page, 'journal-story');
});
