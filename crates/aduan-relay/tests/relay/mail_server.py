"""A mail server of the tests: mail_server.py SETTINGS, as JSON. It prints its port, and then what happens, a line of JSON each.

What it does with a letter is told by the recipient's name: unknown@, unauthenticated@, greylisted@, unwelcome@, slow@,
hangs-up@, hangs-up-late@.
"""
import asyncio
import json
import logging
import re
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
SETTINGS = json.loads(sys.argv[1])
SECRETS = "the server quotes budi@contoh.example and XXXXXX-XXXXXX-XXXXXX"


def tell(**fields):
    print(json.dumps(fields), flush=True)


class Handler:
    def __init__(self):
        self.seen = set()

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return responses[:-1] + ["250-DSN"] * SETTINGS.get("dsn", False) + responses[-1:]

    async def handle_MAIL(self, server, session, envelope, address, options):
        if SETTINGS.get("refuse_sender"):
            return f"550 5.7.1 {SECRETS}"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "unknown":
            return f"550 5.1.1 {SECRETS}"
        if name == "unauthenticated":
            return f"530 5.7.0 {SECRETS}"
        if name == "greylisted" and address not in self.seen:
            self.seen.add(address)
            return f"451 4.7.1 {SECRETS}"
        if name == "slow":
            await asyncio.sleep(60)
        if name == "hangs-up":
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0].split("@")[0]
        if name == "unwelcome":
            return f"554 5.6.0 {SECRETS}"
        tell(
            mail=envelope.content.decode("ascii"),
            sender=envelope.mail_from,
            recipients=envelope.rcpt_tos,
            encrypted=session.ssl is not None or SETTINGS.get("encryption") == "tls",
            user=session.auth_data.login.decode() if session.authenticated else None,
            wishes=getattr(session, "wishes", []),
        )
        if name == "hangs-up-late":
            server.transport.abort()
        return f"250 OK {SECRETS}"


class Server(SMTP):
    def connection_made(self, transport):
        tell(connection=True)
        super().connection_made(transport)

    def without_wishes(self, arg, names):
        """aiosmtpd does not know RFC 3461."""
        wish = re.compile(rf" ((?:{names})=\S+)")
        self.session.wishes = getattr(self.session, "wishes", []) + wish.findall(arg)
        return wish.sub("", arg) if SETTINGS.get("dsn") else arg

    async def smtp_MAIL(self, arg):
        self.session.wishes = []
        await super().smtp_MAIL(self.without_wishes(arg, "RET|ENVID"))

    async def smtp_RCPT(self, arg):
        await super().smtp_RCPT(self.without_wishes(arg, "NOTIFY"))


def authenticate(server, session, envelope, mechanism, data):
    right = (data.login, data.password) == (b"aduan", SETTINGS["password"].encode())
    return AuthResult(success=right, handled=False, auth_data=data)


async def main():
    encryption = SETTINGS.get("encryption", "none")
    context = None
    if encryption != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(SETTINGS["certificate"], SETTINGS["key"])
    asks = "password" in SETTINGS
    handler, loop = Handler(), asyncio.get_running_loop()

    def make():
        starttls = context if encryption == "starttls" else None
        return Server(
            handler,
            loop=loop,
            hostname="mail.contoh.example",
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_required=asks,
            auth_require_tls=starttls is not None,
            authenticator=authenticate if asks else None,
        )

    server = await loop.create_server(make, "127.0.0.1", SETTINGS.get("port", 0), ssl=context if encryption == "tls" else None)
    tell(port=server.sockets[0].getsockname()[1])
    await server.serve_forever()


asyncio.run(main())
