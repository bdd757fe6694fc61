CREATE INDEX shop_order_number ON shop_order (brand, number);
