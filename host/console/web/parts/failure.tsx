/** What went wrong, beside the field that it is about. Always there, so that a screen reader notices when it is filled. */
export function Failure({ id, text }: { readonly id: string; readonly text: string | undefined }) {
  return (
    <p id={id} class="failure" role="alert">
      {text}
    </p>
  );
}
