import { useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { text } from '../text/en.js';
import { Segmented } from './segmented.js';

export function ColourChoice() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Segmented<MantineColorScheme>
      label={text.common.colours}
      value={colorScheme}
      onChange={setColorScheme}
      segments={[
        { value: 'light', label: text.common.light },
        { value: 'dark', label: text.common.dark },
        { value: 'auto', label: text.common.likeSystem },
      ]}
    />
  );
}
