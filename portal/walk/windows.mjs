// Every window that chooses a person and then sends something about them, by the id of its search. scenarios/windows.mjs
// tries each with a late answer and a refusal. The field `reviewer` sends nothing by itself.

import { SEARCHED } from './fields.mjs';

const SENDS_NOTHING = ['found', 'reviewer'];

export const SENDING = SEARCHED.filter((id) => !SENDS_NOTHING.includes(id));
