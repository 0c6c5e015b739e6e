/** The rule lives in kernel, because review and connect judge it too and may not import identity. */
export { isFactorFresh } from '@gatehouse/kernel';
