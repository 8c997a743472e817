export function MatchBar() {
  return null;
}
