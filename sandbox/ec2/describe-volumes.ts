import type { Ec2Operation } from './ec2-operation';
import { inPlace, type VolumeRecord } from './ec2-world';
import { matchesFilters, type FilterFields } from './matches-filters';
import { pageOfResults } from './page-of-results';
import { pickByIds } from './pick-by-ids';
import { readFilters, parseList } from './query-form';
import { xmlList, xmlTags, type XmlValue } from './xml-reply';

const FIELDS: FilterFields<VolumeRecord> = {
  'volume-id': (one) => [one.volumeId],
  status: (one) => [one.state],
  encrypted: (one) => [String(one.encrypted)],
  'attachment.instance-id': (one) => (one.attachedTo === null ? [] : [one.attachedTo]),
};

const MISSING = { code: 'InvalidVolume.NotFound', noun: 'volume' };

export const describeVolumes: Ec2Operation = ({ form, place, surroundings }) => {
  const ids = parseList(form, 'VolumeId');
  const visible = inPlace(surroundings.world.volumes, place);
  const found = pickByIds(visible, ids, ({ volumeId }) => volumeId, MISSING).filter(
    matchesFilters(readFilters(form), FIELDS),
  );
  const { page, nextToken } = pageOfResults(found, form);
  return { volumeSet: xmlList(page.map(toVolume)), nextToken };
};

function toVolume(volume: VolumeRecord): XmlValue {
  return {
    volumeId: volume.volumeId,
    size: volume.sizeGib,
    availabilityZone: `${volume.region}a`,
    status: volume.state,
    createTime: new Date(volume.createdAt).toISOString(),
    attachmentSet: xmlList(toAttachments(volume)),
    tagSet: xmlTags(volume.tags),
    volumeType: volume.volumeType,
    encrypted: volume.encrypted,
    multiAttachEnabled: false,
  };
}

function toAttachments(volume: VolumeRecord): readonly XmlValue[] {
  if (volume.attachedTo === null) return [];
  const { volumeId, attachedTo: instanceId, deviceName: device } = volume;
  return [{ volumeId, instanceId, device, status: 'attached', deleteOnTermination: true }];
}
