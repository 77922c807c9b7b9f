import { UploadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useRef, useState, type ReactNode } from 'react';

interface Props {
  children: ReactNode;
  onFile: (file: File) => void;
  accept?: string;
  id?: string;
}

/** Chooses a file, or takes one that is dropped on it. */
export function FileButton({ children, onFile, accept, id }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  return (
    <span
      className="crest-drop"
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file) {
          onFile(file);
        }
      }}
    >
      <Button {...(id === undefined ? {} : { id })} icon={<UploadOutlined />} onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) {
            onFile(file);
          }
          // The same file may be chosen once more.
          event.target.value = '';
        }}
      />
    </span>
  );
}
