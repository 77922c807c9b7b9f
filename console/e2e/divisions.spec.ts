import { expect, many, noViolations, origin, refusesBy, test } from './fixture';

test('divisions: list, filter, page, create, edit, error, delete', async ({ console: page, api, expected }) => {
  await many(api, 'divisions', 60, (number) => ({ name: `Plant ${number}` }));
  await page.getByRole('link', { name: 'Divisions' }).click();
  await expect(page.getByText('50 entries shown')).toBeVisible();
  await noViolations(page);
  await page.getByRole('columnheader', { name: 'Name' }).click();
  await expect(page).toHaveURL(/sort=name/);
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page).toHaveURL(/cursor=/);
  await page.goBack();
  await expect(page.getByText('50 entries shown')).toBeVisible();

  await page.getByRole('searchbox', { name: 'Search by name' }).fill('plant 07');
  await expect(page.getByText('1 entry shown')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search by name' }).fill('nowhere');
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();

  await page.getByRole('button', { name: 'New division' }).first().click();
  await noViolations(page);
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByText('Please fill this in.')).toBeVisible();
  expected.add(409);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Plant 07');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByText(/taken|in use|already/i).first()).toBeVisible();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Plant Lyon');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Plant Lyon' })).toBeVisible();
  await noViolations(page);

  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('Description').fill('By the Rhône');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('By the Rhône')).toBeVisible();

  await page.getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Delete' })).toBeDisabled();
  await dialog.getByRole('textbox').fill('Plant Lyon');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(page).toHaveURL(/\/divisions$/);
});

test('divisions: who may not change them is told why', async ({ auditor: page }) => {
  await page.goto(`${origin()}/divisions`);
  await refusesBy(page, page.getByRole('button', { name: 'New division' }).first());
});
