"""One command by AsyncSSH: PORT USER HOW SECRET CODE COMMAND, input and output as of ssh itself.

HOW is `password` or `key`; SECRET is the password or the file of the key; without CODE no second factor is given.
"""

import asyncio
import sys
import warnings

warnings.filterwarnings("ignore")
import asyncssh  # noqa: E402

port, user, how, secret, code, command, rekey_bytes, *_ = sys.argv[1:]


class Client(asyncssh.SSHClient):
    def password_auth_requested(self):
        return secret if how == "password" else None

    def kbdint_auth_requested(self):
        return "" if code else None

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
        client_keys=[secret] if how == "key" else None,
        agent_path=None,
        rekey_bytes=int(rekey_bytes),
    )
    async with connection:
        given = await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)
        done = await connection.run(command, input=given, encoding=None, check=False)
    sys.stdout.buffer.write(done.stdout)
    sys.stderr.buffer.write(done.stderr)
    return 255 if done.exit_signal else done.exit_status


sys.exit(asyncio.run(main()))
