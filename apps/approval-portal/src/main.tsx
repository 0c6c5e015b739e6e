import './ui/styles.css';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router-dom';
import { GatewayNotReached } from './api/problem-error.js';
import { router } from './routes.js';
import { cspNonce, shareNonce } from './ui/csp-nonce.js';
import { cssVariablesResolver, theme } from './ui/theme.js';

shareNonce();

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays a refusal; only a lost network is worth another try.
      retry: (failures, error) => error instanceof GatewayNotReached && failures < 2,
    },
  },
});

const place = document.getElementById('portal');
if (!place) throw new Error('no place for the portal in this page');

createRoot(place).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={cspNonce}
    >
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
