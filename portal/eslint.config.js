// The lint rules for everything in JavaScript and TypeScript: the portal, its tests and walk, the development sign-in and
// the checks of the infrastructure. `npm run lint` runs them from the root of the repository.

import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The globals of Node that scripts use, and those of the browser in functions that run in the page under test. */
const GLOBALS = ['console', 'crypto', 'fetch', 'process', 'setTimeout', 'URL', 'URLSearchParams', 'document', 'window'];

export default defineConfig(
  globalIgnores(['**/node_modules/', '**/.venv/', 'portal/dist/', 'portal/screenshots/', 'portal/src/api/schema.ts']),
  js.configs.recommended,
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: Object.fromEntries(GLOBALS.map((name) => [name, 'readonly'])) },
  },
  {
    files: ['portal/src/**/*.{ts,tsx}', 'portal/vite.config.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked, reactHooks.configs.flat['recommended-latest']],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A handler that is one call reads best as `() => close()`; only a void that is used as a value is a mistake.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // `{ version: _, ...fields }` is how a property is left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // In a template, a number is printed as intended; an object or an absent value is not.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
);
