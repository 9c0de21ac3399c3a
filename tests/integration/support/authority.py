"""Certificates made for one story, by the program openssl."""

import datetime
import pathlib
import subprocess

_SETTINGS = """[ca]
default_ca = ours
[ours]
database = {folder}/index
serial = {folder}/serial
new_certs_dir = {folder}
default_crl_days = 30
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
"""


class Authority:
    """An authority, or one below another; what it issues are files in a folder of its own below `folder`."""

    def __init__(self, folder, name, above=None):
        self.folder = pathlib.Path(folder) / name
        self.folder.mkdir()
        (self.folder / "index").touch()
        (self.folder / "serial").write_text("01\n")
        (self.folder / "settings").write_text(_SETTINGS.format(folder=self.folder))
        self._issued = 0
        self.key, request = self._new_key(name)
        self.certificate = self.folder / "own.pem"
        extensions = ["basicConstraints=critical,CA:TRUE", "keyUsage=keyCertSign,cRLSign"]
        (above or self)._sign(request, self.certificate, extensions, itself=above is None)

    def issue(self, name, alternative="IP:127.0.0.1", use="clientAuth,serverAuth", begins=-1, ends=365):
        """A certificate and its key, valid between so many days from now."""
        key, request = self._new_key(name)
        certificate = key.with_suffix(".pem")
        extensions = ["basicConstraints=critical,CA:FALSE", f"extendedKeyUsage={use}", f"subjectAltName={alternative}"]
        self._sign(request, certificate, extensions, begins, ends)
        return certificate, key

    def revoke(self, certificate):
        _openssl("ca", "-config", self.folder / "settings", "-keyfile", self.key, "-cert", self.certificate,
                 "-revoke", certificate)

    def list_of_revoked(self):
        """What it has revoked until now, in a file."""
        made = self.folder / "revoked.pem"
        _openssl("ca", "-gencrl", "-config", self.folder / "settings", "-keyfile", self.key, "-cert", self.certificate,
                 "-out", made)
        return made

    def _new_key(self, name):
        self._issued += 1
        key = self.folder / f"{self._issued}.key"
        request = key.with_suffix(".csr")
        _openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key,
                 "-subj", "/CN=" + name, "-out", request)
        return key, request

    def _sign(self, request, certificate, extensions, begins=-1, ends=365, itself=False):
        conditions = request.with_suffix(".ext")
        conditions.write_text("\n".join(extensions) + "\n", encoding="utf-8")
        signer = ["-selfsign"] if itself else ["-cert", self.certificate]
        _openssl("ca", "-batch", "-notext", "-config", self.folder / "settings", "-keyfile", self.key, *signer,
                 "-in", request, "-out", certificate, "-extfile", conditions,
                 "-startdate", _moment(begins), "-enddate", _moment(ends))


def bundle(path, *certificates):
    """One file of several certificates."""
    path.write_bytes(b"".join(pathlib.Path(certificate).read_bytes() for certificate in certificates))
    return path


def _moment(days):
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return at.strftime("%Y%m%d%H%M%SZ")


def _openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
