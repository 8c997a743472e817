// Shows what the server pushes while no page is open, and opens the page of it.

self.addEventListener('push', event => {
  const { id, title, message, data } = event.data.json();
  const shown = { body: message, tag: data?.room ?? id, icon: '/icon.svg', data };
  event.waitUntil(self.registration.showNotification(title, shown));
});

self.addEventListener('notificationclick', event => {
  event.notification.close();
  const link = event.notification.data?.link;
  // A path of this server, whatever was pushed.
  const path = typeof link === 'string' && link.startsWith('/') && !link.startsWith('//') ? link : '/notifications';
  event.waitUntil(self.clients.openWindow(path));
});
