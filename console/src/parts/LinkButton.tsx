import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useHref, useNavigate } from 'react-router';

/** A link that looks like a button. */
export function LinkButton({ to, children, primary = false, icon }: { to: string; children: ReactNode; primary?: boolean; icon?: ReactNode }) {
  const navigate = useNavigate();
  return (
    <Button
      href={useHref(to)}
      type={primary ? 'primary' : 'default'}
      icon={icon}
      onClick={(event) => {
        if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
          event.preventDefault();
          void navigate(to);
        }
      }}
    >
      {children}
    </Button>
  );
}
