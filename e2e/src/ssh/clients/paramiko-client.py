"""One command by paramiko: PORT USER HOW SECRET CODE COMMAND, input and output as of ssh itself.

HOW is `password` or `key`; SECRET is the password or the file of the key; without CODE no second factor is given.
REKEY_BYTES is how much may pass before it asks for new keys; with `echo` behind it the command gives back what it is given.

A server that closes the channel while paramiko waits for new keys stops paramiko 2.12 for good, whatever the server: the
thread that reads answers the close, and waits for the very keys that only it can read. So with `echo` the input is ended
when all of it has come back and no exchange runs.
"""

import sys
import threading
import time

import paramiko

port, user, how, secret, code, command, rekey_bytes, *echoes = sys.argv[1:]
transport = paramiko.Transport(("127.0.0.1", int(port)))
transport.packetizer.REKEY_BYTES = int(rekey_bytes)
transport.start_client(timeout=60)
if how == "key":
    left = transport.auth_publickey(user, paramiko.Ed25519Key.from_private_key_file(secret))
else:
    left = transport.auth_password(user, secret, fallback=False)
if code:
    if left != ["keyboard-interactive"]:
        sys.exit(f"the first factor left {left}")
    transport.auth_interactive(user, lambda title, text, prompts: [code for _ in prompts])
channel = transport.open_session()
channel.exec_command(command)
received = 0


def feed():
    sent = 0
    for piece in iter(lambda: sys.stdin.buffer.read1(32768), b""):
        channel.sendall(piece)
        sent += len(piece)
    if echoes:
        wait_until(lambda: received == sent)
        transport.packetizer.REKEY_BYTES = 1 << 29
        wait_until(lambda: not transport.packetizer.need_rekey() and not transport.in_kex)
    channel.shutdown_write()


def wait_until(holds):
    while not holds() and transport.is_active():
        time.sleep(0.01)


def drain(receive, into):
    global received
    for piece in iter(lambda: receive(32768), b""):
        into.write(piece)
        if into is sys.stdout.buffer:
            received += len(piece)
    into.flush()


threads = [
    threading.Thread(target=feed, daemon=True),
    threading.Thread(target=drain, args=(channel.recv, sys.stdout.buffer)),
    threading.Thread(target=drain, args=(channel.recv_stderr, sys.stderr.buffer)),
]
for thread in threads:
    thread.start()
for thread in threads[1:]:
    thread.join()
status = channel.recv_exit_status()
transport.close()
sys.exit(255 if status == -1 else status)
