"""One file there and back by paramiko's SFTP: PORT USER PASSWORD CODE LOCAL FAR BACK."""

import sys

import paramiko

port, user, password, code, local, far, back = sys.argv[1:]
transport = paramiko.Transport(("127.0.0.1", int(port)))
transport.start_client(timeout=60)
transport.auth_password(user, password, fallback=False)
transport.auth_interactive(user, lambda title, text, prompts: [code for _ in prompts])
sftp = paramiko.SFTPClient.from_transport(transport)
sftp.put(local, far)
sftp.get(far, back)
sftp.close()
transport.close()
