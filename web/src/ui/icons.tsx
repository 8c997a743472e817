// Signs that no font has to have. What they mean is said beside them.

function Icon({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={path} fill="currentColor" />
    </svg>
  );
}

export function BellIcon() {
  return <Icon path="M12 2a7 7 0 0 0-7 7v4l-2 4h18l-2-4V9a7 7 0 0 0-7-7zm-3 17a3 3 0 0 0 6 0z" />;
}

export function SettingsIcon() {
  return <Icon path="M4 5h9v2H4zm13 0h3v2h-3zM13 3h3v6h-3zM4 11h3v2H4zm7 0h9v2h-9zM7 9h3v6H7zM4 17h9v2H4zm13 0h3v2h-3zm-4-2h3v6h-3z" />;
}
