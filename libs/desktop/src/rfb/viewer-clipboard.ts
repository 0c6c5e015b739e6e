import {
  clipboardNotify,
  clipboardProvide,
  clipboardRequest,
  readExtendedClipboard,
} from './extended-clipboard.js';
import { cutText, extendedCutText } from './server-messages.js';

export interface ViewerClipboardParts {
  readonly mayPaste: boolean;
  readonly mayCopy: boolean;
  send(bytes: Buffer): void;
  /** The viewer pasted this; null: it was too long. Also told when it may not. */
  pasted(text: string | null): void;
  /** Calls back once it is on record that this text goes to the viewer. */
  copies(text: string, go: () => void): void;
}

/** The clipboard between one viewer and the target: plain cut text in Latin-1, or the extended clipboard in UTF-8. */
export class ViewerClipboard {
  /** The viewer speaks the extended clipboard. */
  isExtended = false;
  private text: string | null = null;
  private isOnRecord = false;
  private isAsked = false;

  constructor(private readonly parts: ViewerClipboardParts) {}

  /** The target's clipboard has this text now. Without the right to copy, nothing of it is said. */
  changed(text: string): void {
    const { mayCopy, copies, send } = this.parts;
    if (!mayCopy) return;
    if (!this.isExtended) return copies(text, () => send(cutText(text)));
    this.text = text;
    this.isOnRecord = false;
    this.say(clipboardNotify(true));
  }

  /** Throws `BrokenViewer`. */
  take(body: Buffer): void {
    const { mayPaste, pasted } = this.parts;
    const message = readExtendedClipboard(body);
    switch (message.type) {
      case 'request':
        return this.provide();
      case 'peek':
        return this.say(clipboardNotify(this.text !== null));
      case 'notify':
        if (!message.hasText) return;
        return mayPaste ? this.say(clipboardRequest) : pasted('');
      case 'provide':
        return pasted(message.text);
      default:
        return;
    }
  }

  /** A text goes on record when it is first fetched; a viewer that fetches it again is given the same. */
  private provide(): void {
    const { text } = this;
    if (text === null || this.isAsked) return;
    const go = (): void => this.say(clipboardProvide(text));
    if (this.isOnRecord) return go();
    this.isAsked = true;
    this.parts.copies(text, () => {
      this.isAsked = false;
      if (this.text === text) this.isOnRecord = true;
      go();
    });
  }

  private say(body: Buffer): void {
    this.parts.send(extendedCutText(body));
  }
}
