// A library's class of which no model says anything: it may well lock.
#pragma once

class Mailbox {
public:
  Mailbox();
  void put(int letter);
  int take();

private:
  void *state;
};
