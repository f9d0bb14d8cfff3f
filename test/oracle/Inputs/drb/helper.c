int Nothing;
