"""Stands in for the tool that prints inferred guards."""
import sys

files = [argument for argument in sys.argv if argument.endswith(".cpp")]
if "--extra-arg=-DSTRIP_LOCK_TYPES" not in sys.argv:
    sys.exit("error: annotations are not stripped")
if "--linked" in sys.argv:
    # All files at once: each of them is named.
    print(f"guard bank::Account::Balance bank::Account::BalanceMutex 5/{len(files) * 3}")
    print("guard bank::Account::Payments bank::Account::PaymentsMutex 3/3")
elif files[0].endswith("account.cpp"):
    print("guard bank::Account::Balance bank::Account::BalanceMutex 4/5")
    print("guard bank::Account::Payments bank::Account::BalanceMutex 2/3")
else:
    # Fewer accesses: the other file knows better.
    print("guard bank::Account::Balance - 0/1")
