import { Navigate } from 'react-router-dom';
import { useMe } from '../ui/use-me.js';
import { startOf } from './roles.js';

export function Start() {
  return <Navigate to={startOf(useMe())} replace />;
}
