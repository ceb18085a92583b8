//! A login whose renewed tokens go back into the profile.

use std::sync::{Arc, Mutex};

use super::write_back::{self, Members, WriteBack};
use crate::credentials::flight::lock;
use crate::credentials::{Cached, Context, CredentialProvider, Credentials, OAuth};
use crate::{BoxFuture, Error};

/// Serves `OAuth` credentials and keeps the file up to date.
pub(super) struct Login {
    provider: Cached<OAuth>,
    context: Context,
    write_back: WriteBack,
    /// What is newer than the file.
    unsaved: Arc<Mutex<Members>>,
}

impl Login {
    pub(super) fn new(oauth: OAuth, kept: Option<Credentials>, context: Context, write_back: WriteBack) -> Self {
        let unsaved = Arc::new(Mutex::new(Members::new()));
        let (file, world, newer) = (write_back.clone(), context.clone(), unsaved.clone());
        // At once, for a refresh token is good only once; and again later if the file is locked.
        let oauth = oauth.on_refresh(move |tokens, credentials| {
            let members = write_back::login(tokens, credentials);
            if file.try_to(&world, &members).is_err() {
                lock(&newer).extend(members);
            }
        });
        let provider = oauth.provider(context.clone());
        Self {
            provider: match kept {
                Some(credentials) => provider.with_kept(credentials),
                None => provider,
            },
            context,
            write_back,
            unsaved,
        }
    }

    async fn give(&self) -> Result<Credentials, Error> {
        let given = self.provider.credentials().await;
        let unsaved = lock(&self.unsaved).clone();
        if !unsaved.is_empty() {
            self.write_back.save(&self.context, &unsaved).await;
            let mut newer = lock(&self.unsaved);
            let saved = unsaved.len().min(newer.len());
            newer.drain(..saved);
        }
        given
    }
}

impl CredentialProvider for Login {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(self.give())
    }

    fn name(&self) -> &str {
        self.provider.name()
    }
}
