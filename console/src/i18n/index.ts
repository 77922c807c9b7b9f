import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './en';
import { tellFaultsBy } from './faults';

export const LANGUAGES = { en: 'English', 'zh-CN': '简体中文' } as const;
export type Language = keyof typeof LANGUAGES;

const KEPT = 'crest.language';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
    returnNull: false;
  }
}

function isLanguage(value: string | null): value is Language {
  return value !== null && value in LANGUAGES;
}

/** The language chosen here before, else what the browser prefers. */
export function preferredLanguage(): Language {
  const kept = localStorage.getItem(KEPT);
  if (isLanguage(kept)) {
    return kept;
  }
  return navigator.languages.some((tag) => /^zh\b/i.test(tag)) &&
    !/^en\b/i.test(navigator.language)
    ? 'zh-CN'
    : 'en';
}

export async function changeLanguage(language: Language) {
  if (language === 'zh-CN' && !i18next.hasResourceBundle('zh-CN', 'translation')) {
    const { default: chinese } = await import('./zh-CN');
    i18next.addResourceBundle('zh-CN', 'translation', chinese);
  }
  tellFaultsBy(language === 'zh-CN' ? (await import('./zh-CN/faults.json')).default : {});
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export function keepLanguage(language: Language) {
  localStorage.setItem(KEPT, language);
  return changeLanguage(language);
}

export async function startTranslation() {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await changeLanguage(preferredLanguage());
}
