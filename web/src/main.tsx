// Where the page begins.

import { render } from 'preact';
import { App } from './app/App';
import { start } from './app/rialto';
import { listen } from './app/router';
import { setTheme, theme } from './app/theme';
import { chooseLanguage, speak } from './app/words';
import './style/base.css';
import './style/parts.css';

setTheme(theme.value);
listen();
await speak(chooseLanguage(), false);
await start();
document.getElementById('app')!.replaceChildren();
render(<App />, document.getElementById('app')!);
