import { App } from 'cdktf';
import { DataPlatformStack } from './data-platform-stack.js';

const app = new App();
new DataPlatformStack(app, 'data-platform');
app.synth();
