// Tells where the browser's clock is, so that nobody has to look for their town in a list of time zones.
for (const field of document.querySelectorAll('[data-time-zone]')) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || '';
}
