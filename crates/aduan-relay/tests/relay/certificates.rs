//! An authority of a test's own.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An authority, and what it certified for `127.0.0.1`.
pub(crate) struct Certificates {
    /// The authority's file.
    pub(crate) authority: PathBuf,
    /// The server's files.
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
    config: Arc<ServerConfig>,
}

impl Certificates {
    /// Writes them into a folder.
    pub(crate) fn write(folder: &Path, host: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "an authority of a test");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        let issuer = Issuer::new(params, key);
        let server_key = KeyPair::generate().unwrap();
        let server = CertificateParams::new(vec![host.to_owned()]).unwrap();
        let server = server.signed_by(&server_key, &issuer).unwrap();
        let write = |name: &str, text: String| {
            let file = folder.join(name);
            std::fs::write(&file, text).unwrap();
            file
        };
        let builder = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
        let der = PrivatePkcs8KeyDer::from(server_key.serialize_der());
        Self {
            authority: write("authority.pem", pem),
            certificate: write("certificate.pem", server.pem()),
            key: write("key.pem", server_key.serialize_pem()),
            config: Arc::new(builder.with_single_cert(vec![server.der().clone()], der.into()).unwrap()),
        }
    }

    /// For a server in this process.
    pub(crate) fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config)
    }
}
