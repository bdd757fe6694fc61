"""A mail server for tests, on a library that is not ours (Debian's python3-aiosmtpd), reading mail with Python's own parser.

Prints `port N`, then one JSON object a line for each mail that it took. A local part decides how it answers:
nobody@ does not exist (550), later@ is put off once (451), anybody else is taken.
Usage: smtp.py [--port N] [--user NAME --password WORDS]
"""
import argparse
import asyncio
import email
import email.policy
import json
import sys

from aiosmtpd.smtp import SMTP, AuthResult

asked = argparse.ArgumentParser()
asked.add_argument("--port", type=int, default=0)
asked.add_argument("--user")
asked.add_argument("--password")
asked = asked.parse_args()


class Handler:
    """Takes mail and says what it reads in it."""

    put_off = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        local = address.split("@")[0]
        if local == "nobody":
            return "550 5.1.1 There is no such mailbox"
        if local == "later" and address not in self.put_off:
            self.put_off.add(address)
            return "451 4.7.1 Greylisted, come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        headers = {name.lower(): str(value) for name, value in mail.items()}
        said = {
            "mail_from": envelope.mail_from,
            "rcpt_tos": envelope.rcpt_tos,
            "headers": headers,
            "kind": mail.get_content_type(),
            "charset": mail.get_content_charset(),
            # Lines end as the parser of this Python leaves them; what is compared are the words.
            "body": mail.get_content().replace("\r\n", "\n"),
            "longest_line": max(len(line) for line in envelope.content.split(b"\r\n")),
        }
        print(json.dumps(said), flush=True)
        return "250 OK"


def authenticator(server, session, envelope, mechanism, data):
    fits = (data.login.decode(), data.password.decode()) == (asked.user, asked.password)
    return AuthResult(success=fits, handled=False)


async def serve():
    wants = {"auth_required": True, "auth_require_tls": False, "authenticator": authenticator} if asked.user else {}
    handler = Handler()
    listening = await asyncio.get_running_loop().create_server(lambda: SMTP(handler, **wants), "127.0.0.1", asked.port)
    print("port", listening.sockets[0].getsockname()[1], flush=True)
    # Whoever started it holds its standard input open; when that ends, so does this.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    listening.close()


asyncio.run(serve())
