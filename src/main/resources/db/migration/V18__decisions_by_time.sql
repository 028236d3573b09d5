-- Nothing asks for the decisions of a handler by time.
DROP INDEX decision_handler_decided;
