"""One command by paramiko: PORT USER HOW SECRET CODE COMMAND, input and output as of ssh itself.

HOW is `password` or `key`; SECRET is the password or the file of the key; without CODE no second factor is given.
"""

import sys
import threading

import paramiko

port, user, how, secret, code, command, rekey_bytes = sys.argv[1:]
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


def feed():
    for piece in iter(lambda: sys.stdin.buffer.read1(32768), b""):
        channel.sendall(piece)
    channel.shutdown_write()


def drain(receive, into):
    for piece in iter(lambda: receive(32768), b""):
        into.write(piece)
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
