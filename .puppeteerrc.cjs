// The browser comes from @sparticuz/chromium (npm only); puppeteer's own download would need another host.
module.exports = { skipDownload: true };
