import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router-dom';
import { signOut } from '../api/me.js';

export function useSignOut(): () => void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return () =>
    void signOut().then(() => {
      queries.clear();
      return navigate('/sign-in');
    });
}
