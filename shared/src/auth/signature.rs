//! Verifies signatures for `jsonwebtoken` with ring, which TLS needs anyway. It supports only the three algorithms
//! that a provider's key can have, and it can't sign.

use jsonwebtoken::{
    Algorithm, AlgorithmFamily, DecodingKey, DecodingKeyKind,
    crypto::{CryptoProvider, JwtVerifier, KeyUtils},
    errors::{ErrorKind, Result},
    signature::{self, Verifier},
};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey, VerificationAlgorithm,
};

pub(super) static RING: CryptoProvider = CryptoProvider {
    signer_factory: |_, _| Err(ErrorKind::InvalidAlgorithm.into()),
    verifier_factory: |algorithm, key| {
        Ok(Box::new(ByRing {
            algorithm: *algorithm,
            key: PublicKey::of(*algorithm, key)?,
        }))
    },
    // Used only to make JWKs from private keys.
    key_utils: KeyUtils::new_unimplemented(),
};

struct ByRing {
    algorithm: Algorithm,
    key: PublicKey,
}

enum PublicKey {
    Rsa { modulus: Vec<u8>, exponent: Vec<u8> },
    Point(UnparsedPublicKey<Vec<u8>>),
}

impl PublicKey {
    /// The key, if it is one for the algorithm.
    fn of(algorithm: Algorithm, key: &DecodingKey) -> Result<Self> {
        match (algorithm, key.family(), key.kind()) {
            (
                Algorithm::RS256,
                AlgorithmFamily::Rsa,
                DecodingKeyKind::RsaModulusExponent { n, e },
            ) => Ok(Self::Rsa {
                modulus: n.clone(),
                exponent: e.clone(),
            }),
            (Algorithm::ES256, AlgorithmFamily::Ec, DecodingKeyKind::SecretOrDer(point)) => {
                Ok(Self::point(&ECDSA_P256_SHA256_FIXED, point))
            }
            (Algorithm::EdDSA, AlgorithmFamily::Ed, DecodingKeyKind::SecretOrDer(point)) => {
                Ok(Self::point(&ED25519, point))
            }
            _ => Err(ErrorKind::InvalidAlgorithm.into()),
        }
    }

    fn point(algorithm: &'static dyn VerificationAlgorithm, point: &[u8]) -> Self {
        Self::Point(UnparsedPublicKey::new(algorithm, point.to_vec()))
    }
}

impl Verifier<Vec<u8>> for ByRing {
    fn verify(
        &self,
        message: &[u8],
        signature: &Vec<u8>,
    ) -> std::result::Result<(), signature::Error> {
        let verified = match &self.key {
            PublicKey::Rsa {
                modulus: n,
                exponent: e,
            } => RsaPublicKeyComponents { n, e }.verify(
                &RSA_PKCS1_2048_8192_SHA256,
                message,
                signature,
            ),
            PublicKey::Point(key) => key.verify(message, signature),
        };
        verified.map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for ByRing {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}
