import { createRoot } from 'react-dom/client';
import { App } from './App';
import { startTranslation } from './i18n';
import { giveNonceToStyles } from './nonce';
import './ui/crest.css';

giveNonceToStyles();

const root = document.getElementById('root');
if (root) {
  void startTranslation().then(() => createRoot(root).render(<App />));
}
