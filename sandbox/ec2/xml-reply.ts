import { XMLBuilder } from 'fast-xml-parser';
import type { AwsError } from './aws-error';

export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue };
export type XmlBody = Readonly<Record<string, XmlValue>>;

export type Service = 'ec2' | 'sts';

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' });

const NAMESPACES: Readonly<Record<Service, string>> = {
  ec2: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
};

/** Lists are `<instancesSet><item>..</item><item>..</item></instancesSet>`. */
export function xmlList(items: readonly XmlValue[]): XmlValue {
  return { item: items };
}

/** Tags as every resource carries them; no element at all where there are none. */
export function xmlTags(tags: Readonly<Record<string, string>>): XmlValue {
  const items = Object.entries(tags).map(([key, value]) => ({ key, value }));
  return items.length === 0 ? undefined : xmlList(items);
}

/** EC2 puts results beside the request id; STS wraps results and request id. */
export function replyXml(
  service: Service,
  action: string,
  body: XmlBody,
  requestId: string,
): Response {
  const content =
    service === 'ec2'
      ? { requestId, ...body }
      : { [`${action}Result`]: body, ResponseMetadata: { RequestId: requestId } };
  return reply(
    { [`${action}Response`]: { '@xmlns': NAMESPACES[service], ...content } },
    200,
    requestId,
  );
}

export function replyXmlError(service: Service, error: AwsError, requestId: string): Response {
  const detail = { Code: error.code, Message: error.message };
  const body =
    service === 'ec2'
      ? { Response: { Errors: { Error: detail }, RequestID: requestId } }
      : {
          ErrorResponse: {
            '@xmlns': NAMESPACES.sts,
            Error: { Type: error.status < 500 ? 'Sender' : 'Receiver', ...detail },
            RequestId: requestId,
          },
        };
  return reply(body, error.status, requestId);
}

function reply(body: XmlBody, status: number, requestId: string): Response {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(body)}`;
  const headers = { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId };
  return new Response(xml, { status, headers });
}
