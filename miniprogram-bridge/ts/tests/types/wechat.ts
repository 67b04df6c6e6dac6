// Compiled, never run: the WeChat host takes the real `wx`, and a page's options are a landing's input.

import { load, wechatHost } from '../../../../pkg/dist/index';

export async function app(): Promise<void> {
  const tuike = await load();
  wechatHost(wx);
  tuike.share.land(wx.getEnterOptionsSync());
  tuike.share.land(wx.getLaunchOptionsSync());
  await tuike.connect({ backend: { version: 1, base: 'https://a.example' }, host: wechatHost() });
}
