import { theme as ant, type ThemeConfig } from 'antd';

export type Mode = 'light' | 'dark';
export type Choice = Mode | 'system';

const KEPT = 'crest.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

export function keptChoice(): Choice {
  const kept = localStorage.getItem(KEPT);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export function keepChoice(choice: Choice) {
  if (choice === 'system') {
    localStorage.removeItem(KEPT);
  } else {
    localStorage.setItem(KEPT, choice);
  }
}

export function modeOf(choice: Choice): Mode {
  return choice === 'system' ? (dark.matches ? 'dark' : 'light') : choice;
}

export function onSystemChange(action: () => void) {
  dark.addEventListener('change', action);
  return () => dark.removeEventListener('change', action);
}

const FONT =
  '"Inter", "SF Pro Text", -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif';
const CODE = '"JetBrains Mono", "SF Mono", ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace';

/** Crest's own look on the component library: ink and sea green, square-ish, quiet lines, no shadows but on what floats. */
export function themeOf(mode: Mode): ThemeConfig {
  const night = mode === 'dark';
  return {
    algorithm: night ? ant.darkAlgorithm : ant.defaultAlgorithm,
    token: {
      colorPrimary: night ? '#3cb8a6' : '#0b6b62',
      colorInfo: night ? '#6aa9d8' : '#2a6f9e',
      colorSuccess: night ? '#58b87c' : '#1f7a45',
      colorWarning: night ? '#d9a441' : '#9a6200',
      colorError: night ? '#ec7a6f' : '#b3372b',
      colorLink: night ? '#5cc9b8' : '#0b6b62',
      colorTextBase: night ? '#e4e9ea' : '#14211f',
      colorBgBase: night ? '#101616' : '#ffffff',
      colorBgContainer: night ? '#121919' : '#ffffff',
      colorBgElevated: night ? '#182121' : '#ffffff',
      colorBgLayout: night ? '#0b1010' : '#f6f8f7',
      colorBorder: night ? '#2f3a3a' : '#cfd8d5',
      colorBorderSecondary: night ? '#222b2b' : '#e4eae8',
      colorTextSecondary: night ? '#a9b6b4' : '#4b5c58',
      colorTextTertiary: night ? '#8d9b99' : '#5f706c',
      colorTextPlaceholder: night ? '#a0aeab' : '#5c6b66',
      fontFamily: FONT,
      fontFamilyCode: CODE,
      fontSize: 14,
      lineHeight: 1.55,
      borderRadius: 6,
      controlHeight: 34,
      wireframe: false,
      boxShadow: '0 1px 2px rgb(0 0 0 / 6%)',
      motionDurationMid: '0.12s',
    },
    components: {
      // White on the lighter green of the dark is too faint to read (WCAG 1.4.3).
      Button: { primaryColor: night ? '#04201c' : '#ffffff', fontWeight: 500, primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
      Table: {
        headerBg: 'transparent',
        headerSplitColor: 'transparent',
        headerColor: night ? '#a9b6b4' : '#4b5c58',
        cellPaddingBlock: 11,
        rowHoverBg: night ? '#162020' : '#f1f6f4',
      },
      Menu: { itemBorderRadius: 6, itemHeight: 34, itemMarginBlock: 2, activeBarBorderWidth: 0 },
      Tabs: { horizontalItemPadding: '10px 0', titleFontSize: 14 },
      Tag: { defaultBg: 'transparent' },
      Form: { labelColor: night ? '#c6d0ce' : '#2b3a37', itemMarginBottom: 20, verticalLabelPadding: '0 0 6px' },
      Modal: { titleFontSize: 17 },
    },
  };
}
