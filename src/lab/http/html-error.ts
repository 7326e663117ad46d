import type { LabResponse } from './route';

/** An error as Marathon's web server (Jetty) answers it where the API does not. */
export function htmlError(status: number, reason: string, path: string): LabResponse {
  return {
    status,
    headers: { 'Content-Type': 'text/html;charset=iso-8859-1' },
    body:
      '<html>\n<head>\n<meta http-equiv="Content-Type" content="text/html;charset=utf-8"/>\n' +
      `<title>Error ${status} ${reason}</title>\n</head>\n` +
      `<body><h2>HTTP ERROR ${status}</h2>\n<p>Problem accessing ${path}. Reason:\n<pre>    ${reason}</pre></p>\n` +
      '</body>\n</html>\n',
  };
}
