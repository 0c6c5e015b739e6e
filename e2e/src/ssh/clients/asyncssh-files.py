"""One file there and back by AsyncSSH's SFTP: PORT USER PASSWORD CODE LOCAL FAR BACK."""

import asyncio
import sys
import warnings

warnings.filterwarnings("ignore")
import asyncssh  # noqa: E402

port, user, password, code, local, far, back = sys.argv[1:]


class Client(asyncssh.SSHClient):
    def password_auth_requested(self):
        return password

    def kbdint_auth_requested(self):
        return ""

    def kbdint_challenge_received(self, name, instructions, lang, prompts):
        return [code for _ in prompts]


async def main():
    connection = await asyncssh.connect(
        "127.0.0.1",
        int(port),
        config=None,
        known_hosts=None,
        username=user,
        client_factory=Client,
        client_keys=None,
        agent_path=None,
    )
    async with connection, connection.start_sftp_client() as sftp:
        await sftp.put(local, far)
        await sftp.get(far, back)


asyncio.run(main())
