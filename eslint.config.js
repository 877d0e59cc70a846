import i18n from '@intlify/eslint-plugin-vue-i18n'
import vue from 'eslint-plugin-vue'
import a11y from 'eslint-plugin-vuejs-accessibility'
import parser from 'vue-eslint-parser'

/** Templates only: what oxlint does not read. Scripts are oxlint's and the compilers'. */
export default [
  { ignores: ['**/dist/**', '**/node_modules/**'] },
  ...vue.configs['flat/recommended'],
  ...a11y.configs['flat/recommended'],
  {
    files: ['web/**/*.vue'],
    plugins: { '@intlify/vue-i18n': i18n },
    languageOptions: { parser, parserOptions: { parser: false } },
    rules: {
      '@intlify/vue-i18n/no-raw-text': ['error', { ignorePattern: '^[\\s\\d·•:,.]+$' }],
      'vue/no-v-html': 'error',
      // A policy without 'unsafe-inline' drops them in silence.
      'vue/no-static-inline-styles': 'error',
      // `<script setup>` binds a part by its import: `<Button>` is ours, `<button>` the platform's.
      'vue/multi-word-component-names': 'off',
      'vue/no-reserved-component-names': 'off',
      // Types say which properties may be left out.
      'vue/require-default-prop': 'off',
      // A label wraps its control or names it by id; either is enough.
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
      // Layout is oxfmt's.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/html-closing-bracket-spacing': 'off',
    },
  },
  { files: ['web/gallery/**/*.vue'], rules: { '@intlify/vue-i18n/no-raw-text': 'off' } },
]
