import CryptoExtras

/// A private key in PEM, made anew in each run: none is to stand in a repository.
package let testKey = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048).pemRepresentation }
