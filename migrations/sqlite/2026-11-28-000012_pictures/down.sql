DROP TABLE picture_lots;
DROP TABLE pictures;
