import { rdpKeyboards } from '@gatehouse/contracts';
import { text } from '../../text/en.js';
import { PickField, TextField } from '../../ui/fields.js';
import { FramesField } from './frames-field.js';
import type { Fields } from './target-values.js';

/** How a machine with RDP is signed in to, and what its screen is like. */
export function RdpFields({ values, set, problems }: Fields) {
  return (
    <>
      <TextField
        mono
        label={text.admin.domain}
        hint={text.admin.domainHint}
        value={values.domain}
        error={problems['domain']}
        onChange={(domain) => set('domain', domain)}
      />
      <PickField
        label={text.admin.rdpSignIn}
        hint={text.admin.rdpSignInHint}
        value={values.signIn}
        error={problems['signIn']}
        choices={[
          { value: 'nla', label: text.admin.rdpSignInWays.nla },
          { value: 'tls', label: text.admin.rdpSignInWays.tls },
        ]}
        onChange={(signIn) => set('signIn', signIn)}
      />
      <PickField
        label={text.admin.keyboard}
        hint={text.admin.keyboardHint}
        value={values.keyboardLayout}
        error={problems['keyboardLayout']}
        choices={rdpKeyboards.map(({ layout, code }) => ({
          value: String(layout),
          label: text.admin.keyboards[code],
        }))}
        onChange={(layout) => set('keyboardLayout', layout)}
      />
      <div className="two-b">
        <TextField
          mono
          label={text.admin.screenWidth}
          value={values.width}
          error={problems['width']}
          onChange={(width) => set('width', width)}
        />
        <TextField
          mono
          label={text.admin.screenHeight}
          value={values.height}
          error={problems['height']}
          onChange={(height) => set('height', height)}
        />
      </div>
      <p className="hint">{text.admin.screenSizeHint}</p>
      <PickField
        label={text.admin.colourDepth}
        value={values.colourDepth}
        error={problems['colourDepth']}
        choices={[
          { value: '32', label: text.admin.colours[32] },
          { value: '16', label: text.admin.colours[16] },
        ]}
        onChange={(depth) => set('colourDepth', depth)}
      />
      <FramesField values={values} set={set} problems={problems} />
      <p className="hint">{text.admin.rdpCertificate}</p>
      <p className="hint">{text.admin.reachedDirectly}</p>
    </>
  );
}
