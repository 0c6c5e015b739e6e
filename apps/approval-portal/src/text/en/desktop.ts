/** Of a machine's screen: in the session, watched, and recorded. */
export const desktop = {
  page: (tag: string) => `Screen ${tag}`,
  screen: (machine: string) => `Screen of ${machine}. Ctrl+Alt+Shift+G leaves it for the session bar.`,
  barKey: 'Ctrl+Alt+Shift+G goes back to the screen',
  broke: 'The picture of the machine could not be drawn any more, so the connection was closed.',
  waitsForPicture: 'Waiting for the picture',
  certificate: (short: string) => `cert ${short}`,
  unproven: (tag: string) => `Check on the picture that this is ${tag} before you click or type.`,

  control: 'Keys and pointer',
  viewOnly: 'View only',
  viewOnlyWhy: 'You see the screen. Keys and pointer reach nothing.',
  clipboardReach: (isIn: boolean, isOut: boolean) =>
    isIn && isOut
      ? 'Clipboard both ways'
      : isIn
        ? 'Paste, no copy'
        : isOut
          ? 'Copy, no paste'
          : 'No clipboard',

  tools: 'Tools',
  fit: 'Fit to the window',
  actual: 'Actual size',
  move: 'Move the picture',
  fullScreen: 'Full screen',
  leaveFullScreen: 'Leave full screen',
  keyboard: 'Keyboard',
  typeHere: 'Typed here, it goes to the machine',
  keyEscape: 'Esc',
  keyTab: 'Tab',
  keyControl: 'Ctrl',
  keyAlt: 'Alt',
  keyLeft: '←',
  keyUp: '↑',
  keyDown: '↓',
  keyRight: '→',
  keyNames: {
    escape: 'Escape',
    tab: 'Tab',
    left: 'Left',
    up: 'Up',
    down: 'Down',
    right: 'Right',
  },

  ctrlAltDel: 'Ctrl-Alt-Del',
  ctrlAltDelTitle: (tag: string) => `Press Ctrl-Alt-Del on ${tag}?`,
  ctrlAltDelWhat: 'On some machines it opens a menu, on others it restarts the machine at once.',
  ctrlAltDelGo: 'Press Ctrl-Alt-Del',

  clipboard: 'Clipboard',
  toMachine: 'To the machine',
  toMachineHint: 'It lies on the clipboard of the machine until you paste it there.',
  putOnClipboard: 'Put on its clipboard',
  pasteHeld: 'Input held',
  onClipboard: 'On the clipboard of the machine. Paste it there.',
  tooLong: 'More than 256 KiB. Send less of it.',
  noPaste: 'Pasting to the machine is not part of this access.',
  fromMachine: 'From the machine',
  fromMachineWhat: 'the text from the machine',
  nothingCopied: 'Nothing copied there yet',
  noCopy: 'Copying from the machine is not part of this access.',
  clipboardOnRecord: 'Every text that passes is on record.',

  pictureOf: (time: string) => `Picture of ${time}`,
  video: 'Video of all of it',
  videoForms: { mp4: 'MP4', webm: 'WebM' },
  videoMake: 'Make the video',
  videoMaking: 'Making the video',
  videoShare: (percent: number) => `Making the video, ${percent} % of it`,
  videoStop: 'Stop',
  videoDone: 'Made, and handed to your downloads.',
  videoDerived: 'A copy to look at. The recording itself stays the evidence.',
  videoName: (recordingId: string, form: string) => `${recordingId}-copy.${form}`,
  noSearch: 'What a screen shows is a picture, and pictures cannot be searched.',
  replayScreen: (time: string) => `Screen at ${time}`,
  thumbnail: (machine: string) => `Screen of ${machine}, a few seconds old`,
  thumbnailNone: 'No picture yet',
  thumbnailOld: (time: string) => `Picture of ${time}`,
};
