// A form in a dialog.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { inWords } from '../load.ts';
import { Dialog } from './dialog.tsx';
import { enteredIn, type Entered } from './fields.tsx';

interface FormDialogProps {
  readonly title: string;
  /** What its button says. */
  readonly action: string;
  readonly children: ComponentChildren;
  onClose(): void;
  /** What it throws is told in the dialog, and what was entered stays. */
  onSubmit(entered: Entered): Promise<void>;
}

/** It stays until whoever shows it takes it away. */
export function FormDialog({ title, action, children, onClose, onSubmit }: FormDialogProps) {
  const [problem, setProblem] = useState('');

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    setProblem('');
    try {
      await onSubmit(enteredIn(event));
    } catch (error) {
      setProblem(inWords(error));
    }
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        {children}
        <p class="problem-line" role="alert">
          {problem}
        </p>
        <button type="submit" class="main-button">
          {action}
        </button>
      </form>
    </Dialog>
  );
}
