// board.h -- the pieces of a trial: handed out to whoever asks, here or in another process, brought back, and put together
// in the order of the candidates' numbers. No more candidates are begun than could all be taken, so those looked at are the
// same however the work is done: up to the last one taken. And no more are under way than a number that does not depend on
// how many people the trial wants, so neither does the memory for their lives.
#pragma once
#include "trial.h"

enum { KN_UNDER_WAY = 256 }; // people a thread: begun, and neither left aside nor followed to the end
kn_status kn_board_open(kn_trial *t, kn_board **b, kn_error *e);
void kn_board_close(kn_board *b); // the records stay with the trial; NULL is fine
bool kn_board_over(kn_board *b);
void kn_board_wait(kn_board *b);       // until something can be taken; asks keep_going
bool kn_board_asks(const kn_board *b); // keep_going
kn_status kn_board_status(kn_board *b, kn_error *e);
