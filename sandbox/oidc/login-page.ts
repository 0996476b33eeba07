import { html } from 'hono/html';
import { renderPage } from '../server/page';
import { SANDBOX_USERS } from './users';

/** One button per person; a plain form that works without scripts. */
export function renderLoginPage(action: string) {
  return renderPage(
    'Sign in to the sandbox',
    html`<main class="narrow">
      <h1>Sign in</h1>
      <p>This is the sandbox's OpenID provider. Choose a user; there are no passwords.</p>
      <form method="post" action="${action}" class="people">
        ${SANDBOX_USERS.map(
          ({ id, name, about }) =>
            html`<button name="user" value="${id}"><b>${name}</b><span>${about}</span></button>`,
        )}
      </form>
    </main>`,
  );
}

export function renderLogoutPage(form: string) {
  return renderPage(
    'Sign out of the sandbox',
    html`<main class="narrow">
      <h1>Sign out</h1>
      <p>Do you want to sign out of the sandbox's OpenID provider as well?</p>
      <div class="people">
        <button form="op.logoutForm" name="logout" value="yes"><b>Yes, sign out</b></button>
        <button form="op.logoutForm"><b>No, stay signed in</b></button>
      </div>
    </main>`,
    { trustedHtml: form },
  );
}

export function renderMessagePage(title: string, message: string) {
  return renderPage(
    title,
    html`<main class="narrow">
      <h1>${title}</h1>
      <p>${message}</p>
    </main>`,
  );
}
