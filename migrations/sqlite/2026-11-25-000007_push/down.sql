DROP TABLE deliveries;
DROP TABLE webhooks;
DROP TABLE push_subscriptions;
