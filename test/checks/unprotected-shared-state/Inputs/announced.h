// What the file tells others that it has.
void stepAnnounced(void);
